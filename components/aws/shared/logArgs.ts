/** How logs are kept, the same for functions and for access logs. */
import type * as pulumi from "@pulumi/pulumi";

/** How long logs are kept, and how they are encrypted. */
export interface LogArgs {
  /**
   * Days, one of the values that CloudWatch Logs takes.
   * @example 90
   */
  retentionDays: pulumi.Input<number>;
  /**
   * What stands before the names of log groups.
   * @default - nothing: `/aws/lambda/…`, `/aws/apigateway/…`
   * @example "/acme/orders"
   */
  groupPrefix?: string;
  /**
   * A KMS key that CloudWatch Logs may use in this region.
   * @default - CloudWatch's own encryption
   * @example "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
   */
  kmsKeyArn?: pulumi.Input<string>;
}
