#!/bin/bash
# Makes the login of the service, once, when the database is made: it may do nothing until the migration grants it its rights.
set -euo pipefail
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
  --set "password=$(cat /run/secrets/service-password)" <<'SQL'
create role verwijsindex_service login password :'password';
SQL
