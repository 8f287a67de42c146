"""The library as a file to take along and bring back: a table (CSV), or Open Referral's HSDS 3 (JSON).

`cells` writes lists into one cell; `columns` says what a row tells of an entry, and `shelves` on which collections it
stands; `changes` brings a row in; `hsds` writes rows as services, `json_services` finds the services of a file, and
`reading_hsds` reads them back into rows. docs/library-files.md tells people what stands where.
"""
