#!/bin/sh
# One whole life in Cloud Map with the AWS CLI, against the emulator at $1.
set -eu
url=$1
aws=${AWS:-aws}
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true

# --query goes last: what is left is the one word that the next step needs.
cloudmap() {
  "$aws" servicediscovery --endpoint-url "$url" --output text "$@"
}

# Waits as a deploy script must: until SUCCESS, and no longer than it takes to give up. Prints the namespace's id, if any.
finished() {
  for _ in 1 2 3 4 5 6; do
    answer=$(cloudmap get-operation --operation-id "$1" --query 'Operation.[Status,Targets.NAMESPACE]')
    case $answer in
      SUCCESS*) echo "${answer#SUCCESS?}" && return ;;
      FAIL*) break ;;
    esac
  done
  echo "the operation $1 ended as $answer" >&2
  exit 1
}

# Sends a request twice, with one token, and checks that it did its work once. Prints the id in its answer.
twice() {
  first=$(cloudmap "$@" --creator-request-id token)
  second=$(cloudmap "$@" --creator-request-id token)
  if [ "$first" != "$second" ]; then
    echo "$1 sent twice: $first, and then $second" >&2
    exit 1
  fi
  echo "$first"
}

created=$(twice create-http-namespace --name shop --query OperationId)
namespace=$(finished "$created")
service=$(twice create-service --name web --namespace-id "$namespace" --query Service.Id)
registered=$(twice register-instance --service-id "$service" --instance-id i-1 \
  --attributes AWS_INSTANCE_IPV4=192.0.2.1,zone=a --query OperationId)
finished "$registered" >/dev/null
# This action goes to the host data-…, which only a proxy can find: here the emulator itself is the proxy.
found=$(HTTP_PROXY="$url" cloudmap discover-instances --namespace-name shop --service-name web \
  --query 'Instances[0].Attributes.AWS_INSTANCE_IPV4')
test "$found" = 192.0.2.1
finished "$(cloudmap deregister-instance --service-id "$service" --instance-id i-1 --query OperationId)" >/dev/null
cloudmap delete-service --id "$service"
test "$(finished "$(cloudmap delete-namespace --id "$namespace" --query OperationId)")" = "$namespace"
echo "the end of $namespace"
