#!/bin/sh
# Compiles and lints every template with the Bicep CLI that the tests use; any warning fails. Result: artifacts/infra.
set -eu
cd "$(dirname "$0")/.."

project=tests/Cloud/ServerlessSupport.Cloud.Tests.csproj
dotnet restore "$project" -v quiet
bicep=$(dotnet msbuild "$project" -getProperty:BicepCommand)
chmod u+x "$bicep"

mkdir -p artifacts/infra
log=artifacts/infra/diagnostics.txt
"$bicep" lint --pattern "infra/**/*.bicep" 2> "$log" || true
"$bicep" build infra/main.bicep --outfile artifacts/infra/main.json 2>> "$log" || true

if [ -s "$log" ]; then
  sort -u "$log" >&2
  exit 1
fi
echo "infra: no warnings, artifacts/infra/main.json written"
