/** The providers of the stack: explicit, so that nothing is ever declared with settings from somewhere else. */
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as OktaProvider } from "@pulumi/okta/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings/settings";

/** Options of a component that declares Okta resources, and of one that declares AWS resources. */
export interface ProviderOptions {
  okta: pulumi.ComponentResourceOptions;
  aws: pulumi.ComponentResourceOptions;
}

/** Makes the providers from the stack's settings: none of a cloud in which nothing is declared. */
export function createProviders(settings: Settings): ProviderOptions {
  return {
    okta: settings.okta === undefined ? {} : { providers: { okta: new OktaProvider("okta", settings.okta) } },
    aws: settings.aws === undefined ? {} : { providers: { aws: new AwsProvider("aws", settings.aws) } },
  };
}
