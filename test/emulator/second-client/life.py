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


namespace = finished(client.create_private_dns_namespace(Name="py.local", Vpc="vpc-1"))["NAMESPACE"]
assert client.get_namespace(Id=namespace)["Namespace"]["Type"] == "DNS_PRIVATE"
service = client.create_service(
    Name="web",
    NamespaceId=namespace,
    DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 60}]},
    HealthCheckCustomConfig={"FailureThreshold": 1},
    Tags=[{"Key": "team", "Value": "shop"}],
)["Service"]

for number in range(3):
    address = {"AWS_INSTANCE_IPV4": f"192.0.2.{number}"}
    finished(client.register_instance(ServiceId=service["Id"], InstanceId=f"i-{number}", Attributes=address))

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
