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
    { action: "lambda:InvokeFunction", ...called(functionName), principal, sourceArn },
    { parent },
  );
}

/** A permission of an alias is the alias's own, and not the function's. Source: Lambda API reference, AddPermission. */
function called(functionName: pulumi.Input<string>): Pick<lambda.PermissionArgs, "function" | "qualifier"> {
  const aliased = typeof functionName === "string" ? /^(arn:.*:function:[^:]+):([^:]+)$/.exec(functionName) : null;
  return aliased === null ? { function: functionName } : { function: aliased[1]!, qualifier: aliased[2]! };
}
