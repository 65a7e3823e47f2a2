"""The command line. All printing of the package lives here."""
