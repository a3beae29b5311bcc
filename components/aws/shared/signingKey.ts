/** The key with which a function proves to Okta who it is: made by AWS, which signs with it and never gives it away. */
import { createPublicKey } from "node:crypto";
import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { PublicKeyArgs } from "../../okta/clientApp";

/** What a key is made of. */
export interface SigningKeyArgs {
  /**
   * Shown to administrators.
   * @example "Signs as the client admin-service"
   */
  description: pulumi.Input<string>;
  /**
   * Tags of everything that can carry them.
   * @default {} - none
   * @example { team: "identity" }
   */
  tags?: Record<string, pulumi.Input<string>>;
}

/** Days for which a deleted key can be had back: the most that AWS offers. */
const DELETION_DAYS = 30;

/**
 * An RSA key of AWS Key Management Service that can do nothing but sign. The private half never leaves the service, so that
 * it is in no state, environment or log. The roles of functions say who may use it.
 *
 * @example
 * const key = new SigningKey("admin-service", { description: "Signs as the client admin-service" });
 * new ClientApp("admin-service", { …, jwks: key.jwks });
 */
export class SigningKey extends pulumi.ComponentResource {
  /** The key's ARN, for the function that signs and for its role. */
  readonly keyArn: pulumi.Output<string>;
  /** The public half, as the one key of a key set. */
  readonly jwks: pulumi.Output<PublicKeyArgs[]>;

  constructor(name: string, args: SigningKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:SigningKey", name, {}, opts);

    const key = new kms.Key(
      `${name}-key`,
      {
        description: args.description,
        customerMasterKeySpec: "RSA_2048",
        keyUsage: "SIGN_VERIFY",
        deletionWindowInDays: DELETION_DAYS,
        tags: args.tags ?? {},
      },
      { parent: this },
    );
    const { publicKeyPem } = kms.getPublicKeyOutput({ keyId: key.keyId }, { parent: this });

    this.keyArn = key.arn;
    this.jwks = pulumi.all([publicKeyPem, key.keyId]).apply(([pem, kid]) => [jwkOf(pem, kid)]);
    this.registerOutputs({ keyArn: this.keyArn });
  }
}

function jwkOf(pem: string, kid: string): PublicKeyArgs {
  const { n, e } = createPublicKey(pem).export({ format: "jwk" });
  return { kty: "RSA", kid, n: n!, e: e! };
}
