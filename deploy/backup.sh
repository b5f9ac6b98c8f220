#!/bin/sh
# backup.sh FOLDER: one file with everything that is in PostgreSQL, readable by its owner alone. DATABASE_URL names the database.
# SECRET_KEY is not in it and has to be kept elsewhere: without it links in old mails and suppressed addresses are worthless.
set -eu
umask 077
folder=${1:?usage: backup.sh FOLDER}
file="$folder/newsletter-$(date -u +%Y%m%dT%H%M%SZ).dump"
pg_dump --format=custom --no-owner --no-privileges --file="$file.part" "${DATABASE_URL:?is not set}"
pg_restore --list "$file.part" >/dev/null # a dump that was cut off has no list
mv "$file.part" "$file"
echo "$file"
