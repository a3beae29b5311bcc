/** Runs a policy on the resources of a case, as the policy server would. */
import * as policyPackage from "@pulumi/policy";
import type { PolicyResource, ResourceValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import type { CaseResource, Rule } from "../../../policies/rule";

// The package has it, and leaves it out of its types: unknown values throw when they are read.
const { unknownCheckingProxy } = policyPackage as unknown as { unknownCheckingProxy<T>(props: T): T };

/** The messages of all violations, in order. */
export function violationsOf({ policy }: Rule, resources: readonly CaseResource[]): string[] {
  const messages: string[] = [];
  const report = (message: string) => void messages.push(message);
  if (isStackPolicy(policy)) {
    void policy.validateStack({ ...CONTEXT, resources: stackResources(resources) }, report);
  } else {
    const validations = [policy.validateResource ?? []].flat();
    for (const resource of resources) for (const run of validations) void run(resourceArgs(resource), report);
  }
  return messages;
}

function isStackPolicy(policy: Rule["policy"]): policy is StackValidationPolicy {
  return "validateStack" in policy;
}

const CONTEXT = {
  stackTags: new Map<string, string>(),
  getConfig: <T>() => ({}) as T,
  notApplicable: (): never => {
    throw new Error("the policy says that it does not apply");
  },
};

function resourceArgs(resource: CaseResource): ResourceValidationArgs {
  return { ...CONTEXT, ...described(resource), isType: () => false, asType: () => undefined };
}

function stackResources(resources: readonly CaseResource[]): PolicyResource[] {
  const all = resources.map((resource): PolicyResource => {
    return {
      ...described(resource),
      dependencies: [],
      propertyDependencies: {},
      isType: () => false,
      asType: () => undefined,
    };
  });
  resources.forEach(({ madeFrom = {} }, index) => {
    for (const [property, names] of Object.entries(madeFrom)) {
      all[index]!.propertyDependencies[property] = all.filter(({ name }) => names.includes(name));
    }
  });
  return all;
}

function described({ type, name = "resource", props }: CaseResource) {
  const opts = {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    additionalSecretOutputs: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  } satisfies Partial<ResourceValidationArgs["opts"]>;
  const urn = `urn:pulumi:dev::okta-api-access::${type}::${name}`;
  return { type, name, urn, props: unknownCheckingProxy({ ...props }), opts: opts as ResourceValidationArgs["opts"] };
}
