"""Terms of service as others have them, pages, files and archives, made into plain wording.

Nothing here knows the register or goes to a network."""
