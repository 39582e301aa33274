"""Settings: where the ledger lies, which database, which language. No rule of the programme."""
