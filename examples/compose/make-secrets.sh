#!/bin/sh
# Writes the files of secrets/ that are not there yet; what is there stays as it is.
set -eu
cd "$(dirname "$0")"

# Nobody else gets into the folder. In a container the files belong to whom they belong to here, so that its user can only
# read them if everybody may.
mkdir -p secrets
chmod 700 secrets
umask 022

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

for name in database_password subgraph_shared_secret grafana_password; do
  [ -e "secrets/$name" ] || random >"secrets/$name"
done
[ -e secrets/database_url ] ||
  printf 'postgresql://customers:%s@postgres:5432/customers' "$(cat secrets/database_password)" >secrets/database_url
[ -e secrets/settings ] || cat >secrets/settings <<'SETTINGS'
# A line NAME=value for each setting; README.md in the root folder lists them. For example:
# STAX_API_KEY=…
# STAX_ENVIRONMENT=test
SETTINGS
