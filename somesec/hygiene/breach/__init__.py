"""Whether passwords are known from breaches: asked of a service, or looked up in a corpus on disk.

Both answer with `somesec.model.Breach`. A check that could not be made is unknown, never 'no'; its
`reason` is a sentence in English that is also a msgid, so it can be kept and shown in any language.
"""
