/** What a function has to remember between two calls: attempts, and requests that must not be done twice. */
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";

/** What a table is made of. */
export interface ServiceTableArgs {
  /**
   * Unique in the account and region, at most 255 characters.
   * @example "admin-admin-admin-dev"
   */
  name: pulumi.Input<string>;
  /**
   * A KMS key for its contents.
   * @default - a key of AWS's own
   * @example "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Tags of everything that can carry them.
   * @default {} - none
   * @example { team: "identity" }
   */
  tags?: Record<string, pulumi.Input<string>>;
}

/** The attribute by which an item is found, and the one that says when it may be forgotten. */
const KEY = "id";
const EXPIRY = "expires";

/**
 * A table of short-lived items, paid for by use. Nothing in it is worth a backup: every item is forgotten within a day.
 *
 * @example
 * const table = new ServiceTable("admin-admin", { name: "admin-admin-admin-dev" });
 */
export class ServiceTable extends pulumi.ComponentResource {
  /** The table's name, for the function's environment. */
  readonly tableName: pulumi.Output<string>;
  /** The table's ARN, for the function's role. */
  readonly tableArn: pulumi.Output<string>;

  constructor(name: string, args: ServiceTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:ServiceTable", name, {}, opts);

    const table = new dynamodb.Table(
      `${name}-table`,
      {
        name: args.name,
        billingMode: "PAY_PER_REQUEST",
        hashKey: KEY,
        attributes: [{ name: KEY, type: "S" }],
        ttl: { attributeName: EXPIRY, enabled: true },
        ...(args.kmsKeyArn !== undefined && { serverSideEncryption: { enabled: true, kmsKeyArn: args.kmsKeyArn } }),
        tags: args.tags ?? {},
      },
      { parent: this, deleteBeforeReplace: true },
    );

    this.tableName = table.name;
    this.tableArn = table.arn;
    this.registerOutputs({ tableName: this.tableName });
  }
}
