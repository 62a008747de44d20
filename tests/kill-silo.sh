#!/usr/bin/env bash
# Kills a quoting silo again and again (SIGKILL), against a venue that runs in a process of its own and is the judge: three of ten kills
# inside a send, one of ten in recovery too. 0 when no order was doubled, none outlived its silo by 10 s, and positions and ledger were the
# venue's after every restart. The last line is JSON.
#   tests/kill-silo.sh [rounds] [seed]     100 rounds take about a quarter of an hour on two cores
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build Silo -c Release -v q --nologo
dotnet build tests/VenueCheck -c Release -v q --nologo
exec dotnet run -c Release --no-build --project tests/VenueCheck -- kills "${1:-100}" "${2:-1}"
