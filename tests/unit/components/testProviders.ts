/** Providers for tests of single components: as in the stack, default providers are never used. */
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as OktaProvider } from "@pulumi/okta/provider";
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { runProgram, type ProgramOptions, type Recording } from "../../setup/mocks";

/** Runs a program that gets the component options of both providers. */
export function withProviders<T>(
  program: (opts: pulumi.ComponentResourceOptions) => T,
  options?: ProgramOptions,
): Promise<{ readonly result: T; readonly recording: Recording }> {
  return runProgram(() => {
    const okta = new OktaProvider("okta", { orgName: "example" });
    const aws = new AwsProvider("aws", { region: "eu-central-1" });
    return program({ providers: { okta, aws } });
  }, options);
}

/** Parent → the types and names of its children, all sorted. */
export function childrenOf({ resources }: Recording): Record<string, string[]> {
  const children: Record<string, string[]> = {};
  for (const { type, name, parent = "stack" } of resources) (children[parent] ??= []).push(`${type}::${name}`);
  return Object.fromEntries(
    Object.entries(children)
      .map(([parent, names]) => [parent, names.sort()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Asserts that a program ends in an error that the engine shows against a resource, in these words and without a stack. */
export function assertRefused(program: Promise<unknown>, message: string): Promise<void> {
  return assert.rejects(program, (error) => {
    assert.ok(pulumi.ResourceError.isInstance(error), String(error));
    const { message: given, hideStack, resource } = error;
    assert.deepEqual(
      { message: given, hideStack, named: resource !== undefined },
      { message, hideStack: true, named: true },
    );
    return true;
  });
}
