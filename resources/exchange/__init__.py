"""The library as a file to take along and bring back: a table (CSV), or Open Referral's HSDS 3 (JSON).

`cells` writes lists into one cell; `columns` says what a row tells of an entry; `changes` brings a row in; `hsds` and
`reading_hsds` turn rows into services and back. docs/library-files.md tells people what stands where.
"""
