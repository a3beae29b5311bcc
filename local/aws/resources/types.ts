/** What is kept of resources as they were declared. */

export type Properties = Readonly<Record<string, unknown>>;

export interface StoredResource {
  readonly id: string;
  readonly region: string;
  /** In the words of the Pulumi provider. */
  readonly properties: Properties;
  /** What AWS would have chosen: ARNs, addresses. */
  readonly outputs: Properties;
}
