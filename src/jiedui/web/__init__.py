"""The pages: they fetch through queries and render. No rule of the programme lives here."""
