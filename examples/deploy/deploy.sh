#!/usr/bin/env bash
# Sets up a private DNS namespace with a service and three instances, and takes it all down again, each step only when
# Cloud Map has ended the one before. Takes the AWS CLI's own settings; AWS_ENDPOINT_URL, if set, is used for both
# programs, so that it can be tried on an emulator.
set -euo pipefail

name=${1:-deploy.internal}
vpc=${2:-vpc-0a1b2c3d4e5f67890}
instances=(web-1 web-2 web-3)

cloudmap() {
  aws servicediscovery "$@" ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} --output json
}
wait_for() {
  ${CLOUDMAP_WAIT:-cloudmap-wait} "$@" ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"}
}

namespace=$(cloudmap create-private-dns-namespace --name "$name" --vpc "$vpc" | wait_for -)
echo "namespace $namespace"

# Creating a service is synchronous: there is nothing to wait for.
service=$(cloudmap create-service --name web --namespace-id "$namespace" \
  --dns-config 'DnsRecords=[{Type=A,TTL=60}]' | python3 -c 'import json, sys; print(json.load(sys.stdin)["Service"]["Id"])')
echo "service $service"

# Registered one after another, waited for all at once.
for instance in "${instances[@]}"; do
  cloudmap register-instance --service-id "$service" --instance-id "$instance" \
    --attributes "AWS_INSTANCE_IPV4=10.0.0.${instance#web-}"
done | wait_for - | sed 's/^/instance /'

for instance in "${instances[@]}"; do
  cloudmap deregister-instance --service-id "$service" --instance-id "$instance"
done | wait_for - --print none
cloudmap delete-service --id "$service"
cloudmap delete-namespace --id "$namespace" | wait_for - --print none
echo "taken down"
