"""Securities: symbols in text, the table of listed companies, and which of them a name means."""
