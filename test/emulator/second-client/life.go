// One whole life in Cloud Map with the AWS SDK for Go v2, against the emulator at os.Args[1].
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sd "github.com/aws/aws-sdk-go-v2/service/servicediscovery"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery/types"
)

var ctx = context.Background()

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func same(what string, got, want interface{}) {
	if !reflect.DeepEqual(got, want) {
		panic(fmt.Sprintf("%s: got %v, want %v", what, got, want))
	}
}

// finished waits for an operation, and returns its targets.
func finished(client *sd.Client, id *string) map[string]string {
	for try := 0; try < 500; try++ {
		answer, err := client.GetOperation(ctx, &sd.GetOperationInput{OperationId: id})
		check(err)
		switch answer.Operation.Status {
		case types.OperationStatusSuccess:
			return answer.Operation.Targets
		case types.OperationStatusFail:
			panic(aws.ToString(answer.Operation.ErrorMessage))
		}
		time.Sleep(10 * time.Millisecond)
	}
	panic("the operation does not end: " + *id)
}

func main() {
	url := os.Args[1]
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	// DiscoverInstances goes to the host "data-…" otherwise, which no loopback address has.
	immutable := func(endpoint *aws.Endpoint) { endpoint.HostnameImmutable = true }
	client := sd.New(sd.Options{
		Region:           "eu-west-1",
		Credentials:      credentials,
		EndpointResolver: sd.EndpointResolverFromURL(url, immutable),
		RetryMaxAttempts: 1,
	})

	create := &sd.CreatePublicDnsNamespaceInput{
		Name:             aws.String("go.example"),
		CreatorRequestId: aws.String("namespace"),
		Tags:             []types.Tag{{Key: aws.String("team"), Value: aws.String("shop")}},
	}
	first, err := client.CreatePublicDnsNamespace(ctx, create)
	check(err)
	again, err := client.CreatePublicDnsNamespace(ctx, create)
	check(err)
	same("a namespace's token sent twice", *again.OperationId, *first.OperationId)
	namespace := finished(client, first.OperationId)["NAMESPACE"]

	makeService := &sd.CreateServiceInput{
		Name:             aws.String("web"),
		NamespaceId:      aws.String(namespace),
		CreatorRequestId: aws.String("service"),
		DnsConfig:        &types.DnsConfig{DnsRecords: []types.DnsRecord{{Type: types.RecordTypeA, TTL: aws.Int64(60)}}},
	}
	made, err := client.CreateService(ctx, makeService)
	check(err)
	repeated, err := client.CreateService(ctx, makeService)
	check(err)
	same("a service's token sent twice", *repeated.Service.Id, *made.Service.Id)
	service := made.Service.Id

	// Go walks a map in a random order, and sends its members so.
	register := &sd.RegisterInstanceInput{
		ServiceId:        service,
		InstanceId:       aws.String("i-1"),
		CreatorRequestId: aws.String("instance"),
		Attributes: map[string]string{
			"AWS_INSTANCE_IPV4": "192.0.2.1", "a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6", "g": "7",
		},
	}
	var ids []string
	for try := 0; try < 50; try++ {
		registered, err := client.RegisterInstance(ctx, register)
		check(err)
		ids = append(ids, *registered.OperationId)
	}
	sort.Strings(ids)
	same("an instance's token sent fifty times", ids[0], ids[len(ids)-1])
	finished(client, &ids[0])

	found, err := client.DiscoverInstances(ctx, &sd.DiscoverInstancesInput{
		NamespaceName: aws.String("go.example"), ServiceName: aws.String("web"),
	})
	check(err)
	same("the instances that are discovered", len(found.Instances), 1)
	same("the attributes of the instance", found.Instances[0].Attributes, register.Attributes)

	_, err = client.DeleteNamespace(ctx, &sd.DeleteNamespaceInput{Id: aws.String(namespace)})
	var inUse *types.ResourceInUse
	same("a namespace with a service is in use", errors.As(err, &inUse), true)

	gone, err := client.DeregisterInstance(ctx, &sd.DeregisterInstanceInput{ServiceId: service, InstanceId: aws.String("i-1")})
	check(err)
	finished(client, gone.OperationId)
	_, err = client.DeleteService(ctx, &sd.DeleteServiceInput{Id: service})
	check(err)
	deleted, err := client.DeleteNamespace(ctx, &sd.DeleteNamespaceInput{Id: aws.String(namespace)})
	check(err)
	finished(client, deleted.OperationId)
	fmt.Println("the end of " + namespace)
}
