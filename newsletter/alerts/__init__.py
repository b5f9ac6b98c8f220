"""Alerts: what is wrong is found in the rows, stored as a row, and told to the operators once; so is its end."""
