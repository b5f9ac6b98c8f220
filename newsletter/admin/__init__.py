"""The operator's pages for deliveries; and what deliveries add to the pages of digests and readers."""

from newsletter.admin.alerts import AlertAdmin
from newsletter.admin.corrections import CorrectionAdmin
from newsletter.admin.deliveries import DeliveryAdmin, DeliveryEventAdmin
from newsletter.admin.digests import PostedDigestAdmin
from newsletter.admin.log_entries import LogEntryAdmin
from newsletter.admin.sending import SendingAdmin
from newsletter.admin.statement_reports import ReportedStatementAdmin, StatementReportAdmin
from newsletter.admin.subscribers import ReaderAdmin
from newsletter.admin.users import StaffAdmin

__all__ = [
    "AlertAdmin",
    "CorrectionAdmin",
    "DeliveryAdmin",
    "DeliveryEventAdmin",
    "LogEntryAdmin",
    "PostedDigestAdmin",
    "ReaderAdmin",
    "ReportedStatementAdmin",
    "SendingAdmin",
    "StaffAdmin",
    "StatementReportAdmin",
]
