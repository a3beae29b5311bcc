/** Lets one API, and nothing else, call a function. */
import * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";

/** Declares the permission. `sourceArn` is what may call: never left out, or every API of every account could. */
export function allowInvoke(
  name: string,
  functionName: pulumi.Input<string>,
  { sourceArn, principal = "apigateway.amazonaws.com" }: { sourceArn: pulumi.Input<string>; principal?: string },
  parent: pulumi.Resource,
): lambda.Permission {
  return new lambda.Permission(
    name,
    { action: "lambda:InvokeFunction", function: functionName, principal, sourceArn },
    { parent },
  );
}
