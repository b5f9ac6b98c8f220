#!/bin/sh
# restore.sh FILE: everything of a backup into the empty database that DATABASE_URL names; all of it, or nothing.
# Stop all processes first. Sending stays stopped afterwards, since mails may have left after the backup was made.
set -eu
file=${1:?usage: restore.sh FILE}
tables=$(psql "${DATABASE_URL:?is not set}" -Atc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ]; then
    echo "The database is not empty ($tables tables): make a new one." >&2
    exit 1
fi
pg_restore --single-transaction --exit-on-error --no-owner --no-privileges --dbname="$DATABASE_URL" "$file"
psql "$DATABASE_URL" -qc "INSERT INTO newsletter_sending (id, stopped_at, reason, reply, attempted, failed)
    VALUES (1, now(), 'operator', 'Restored from a backup.', 0, 0)
    ON CONFLICT (id) DO UPDATE SET stopped_at = now(), reason = 'operator', reply = 'Restored from a backup.'
    WHERE newsletter_sending.stopped_at IS NULL"
