"""Deliveries: who is owed which mail, when it is due, who claims it, and what became of it.

Rows are the queue, since no broker promises what a row does: claimed by one conditional update, never sent twice, and
in a state that can be read years later. A task queue's own retries would count attempts where nobody can see them.
"""
