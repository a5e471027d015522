"""The screens: a Textual app over the register.

Textual reads its environment when it is first imported and would then write every key that is
typed, passphrases too, to a log file or to a developer's console. So that is taken out here, before
any module of this package can import it.
"""

from somesec.hardening import clean_environment

clean_environment()
