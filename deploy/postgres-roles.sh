#!/bin/sh
# Run once by the postgres image when the data folder is new: the same roles as launcher/servers/postgres.py makes.
set -eu

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 <<'SQL'
\getenv owner PG_OWNER_PASSWORD
\getenv web PG_WEB_PASSWORD
BEGIN;
CREATE ROLE portal_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE PASSWORD :'owner';
CREATE ROLE portal_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'web';
GRANT portal_web TO portal_owner;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_web;
COMMIT;
SQL

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE DATABASE portal OWNER portal_owner;
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_web;
SQL
