"""Whatever backend Django is set to: kept open over many mails, and its answers and errors as Outcomes."""
