"""One whole life in Cloud Map with boto3, against the emulator at argv[1]."""

import sys
import time

import boto3
from botocore.config import Config

client = boto3.client(
    "servicediscovery",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    # DiscoverInstances goes to the host "data-…" otherwise, which no loopback address has.
    config=Config(inject_host_prefix=False, retries={"max_attempts": 0}),
)


def finished(answer):
    """Waits for the operation that was started, and returns its targets."""
    seen = []
    for _ in range(200):
        operation = client.get_operation(OperationId=answer["OperationId"])["Operation"]
        seen.append(operation["Status"])
        if operation["Status"] == "SUCCESS":
            assert operation["CreateDate"] <= operation["UpdateDate"]
            return operation["Targets"]
        assert operation["Status"] in ("SUBMITTED", "PENDING"), operation
        time.sleep(0.01)
    raise TimeoutError(seen)


def twice(call, read, **request):
    """Sends a request twice, with one token, and checks that it did its work once."""
    first = call(CreatorRequestId="token", **request)
    assert read(call(CreatorRequestId="token", **request)) == read(first), first
    return first


def operation_id(answer):
    return answer["OperationId"]


zone = {"Name": "py.local", "Vpc": "vpc-1"}
namespace = finished(twice(client.create_private_dns_namespace, operation_id, **zone))["NAMESPACE"]
assert client.get_namespace(Id=namespace)["Namespace"]["Type"] == "DNS_PRIVATE"
service = twice(
    client.create_service,
    lambda answer: answer["Service"]["Id"],
    Name="web",
    NamespaceId=namespace,
    DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 60}]},
    HealthCheckCustomConfig={"FailureThreshold": 1},
    Tags=[{"Key": "team", "Value": "shop"}],
)["Service"]

for number in range(3):
    address = {"AWS_INSTANCE_IPV4": f"192.0.2.{number}"}
    instance = {"ServiceId": service["Id"], "InstanceId": f"i-{number}", "Attributes": address}
    if number == 0:
        finished(twice(client.register_instance, operation_id, **instance))
    else:
        finished(client.register_instance(**instance))

pages = client.get_paginator("list_instances").paginate(ServiceId=service["Id"], PaginationConfig={"PageSize": 2})
assert [instance["Id"] for page in pages for instance in page["Instances"]] == ["i-0", "i-1", "i-2"]
found = client.discover_instances(NamespaceName="py.local", ServiceName="web")["Instances"]
assert {instance["HealthStatus"] for instance in found} == {"HEALTHY"}, found
assert client.list_tags_for_resource(ResourceARN=service["Arn"])["Tags"] == [{"Key": "team", "Value": "shop"}]

try:
    client.delete_service(Id=service["Id"])
    raise AssertionError("a service with instances was deleted")
except client.exceptions.ResourceInUse as error:
    assert "3 instances" in error.response["Error"]["Message"], error.response

for number in range(3):
    finished(client.deregister_instance(ServiceId=service["Id"], InstanceId=f"i-{number}"))
client.delete_service(Id=service["Id"])
finished(client.delete_namespace(Id=namespace))

try:
    client.get_operation(OperationId="lost")
    raise AssertionError("an operation that never was is there")
except client.exceptions.OperationNotFound:
    pass

statuses = [{"Name": "STATUS", "Values": ["SUCCESS"], "Condition": "EQ"}]
operations = client.get_paginator("list_operations").paginate(Filters=statuses)
assert sum(len(page["Operations"]) for page in operations) >= 8
print(f"the end of {namespace}")
