// A stack with a namespace that it shares with other stacks: the first to be deployed creates it, the others find it.
// (A namespace of a stack's own needs none of this: aws-cdk-lib/aws-servicediscovery has it.)
import { App, CfnOutput, CustomResource, Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Provider } from "aws-cdk-lib/custom-resources";

const app = new App();
const stack = new Stack(app, "SharedNamespace");

const onEventHandler = new NodejsFunction(stack, "OnEvent", {
  entry: "provider.js",
  handler: "onEvent",
  runtime: Runtime.NODEJS_22_X,
  // The wait gives up before the function does.
  timeout: Duration.minutes(5),
});
onEventHandler.addToRolePolicy(
  new PolicyStatement({
    actions: ["CreateHttpNamespace", "GetNamespace", "GetOperation"].map(
      (action) => `servicediscovery:${action}`,
    ),
    resources: ["*"],
  }),
);

const provider = new Provider(stack, "Provider", { onEventHandler });
const namespace = new CustomResource(stack, "Namespace", {
  resourceType: "Custom::SharedNamespace",
  serviceToken: provider.serviceToken,
  properties: { Name: "prod" },
});
void new CfnOutput(stack, "NamespaceId", { value: namespace.ref });

app.synth();
