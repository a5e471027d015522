"""Readers and writers of other programs' formats, and of our own CSV: bytes in, structs out.

- `login`: Login, LeftOut, LeftOutKind, Reading
- `rows`: UnitRow, PersonRow, AccountRow, columns_of
- `own`: read_units(path), read_people(path), read_accounts(path)
- `detect`: Format, detect(path)
- `read`: read_logins(path, source, passphrase=…, key_file=…) for every format of another program
- `write_csv`: write_units_csv, write_people_csv, write_accounts_csv; `write_json`: write_json
- `save`: save(path, data, overwrite=…)
"""
