/** Checks answers against an OpenAPI description: as much of it as Okta's description of its Management API uses. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

/** Paths of Okta's own description that name several things at once are looked up by their fixed parts. */
export class OpenApi {
  constructor(private readonly description: Description) {}

  /** What is wrong with the answer; empty where it fits. */
  problems(method: string, path: string, status: number, body: unknown): string[] {
    const operation = this.operation(method, path);
    if (operation === undefined) return [`${method} ${path}: the description has no such operation`];
    const response = operation.responses[String(status)];
    if (response === undefined)
      return [
        `${operation.operationId}: the description has no status ${status}, but ${Object.keys(operation.responses).join(", ")}`,
      ];
    const schema = this.resolve(response as Schema & typeof response).content?.["application/json"]?.schema;
    if (schema === undefined) return [];
    return this.check(schema, body, operation.operationId);
  }

  private operation(method: string, path: string): Operation | undefined {
    const parts = path.split("?")[0]!.split("/");
    const fitting = Object.entries(this.description.paths).filter(([template]) => {
      const wanted = template.split("/");
      return wanted.length === parts.length && wanted.every((part, i) => part.startsWith("{") || part === parts[i]);
    });
    // The template with the most fixed parts names the operation: `groups/rules` before `groups/{groupId}`.
    fitting.sort(([a], [b]) => a.split("{").length - b.split("{").length);
    for (const [, operations] of fitting) {
      const found = operations[method.toLowerCase()];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private resolve<T extends { readonly $ref?: string }>(of: T): T {
    let value: T = of;
    while (value.$ref !== undefined) {
      value = value.$ref
        .slice(2)
        .split("/")
        .reduce<any>((node, key) => node[key], this.description) as T;
    }
    return value;
  }

  private check(of: Schema, value: unknown, at: string): string[] {
    const schema = this.resolve(of);
    if (value === null) return schema.nullable === true || of.nullable === true ? [] : [`${at}: null`];
    const own = [
      ...this.checkType(schema, value, at),
      ...checkEnum(schema, value, at),
      ...checkLength(schema, value, at),
    ];
    const all = (schema.allOf ?? []).flatMap((part) => this.check(part, value, at));
    const chosen = this.discriminated(schema, value);
    const one = chosen === undefined ? [] : this.check(chosen, value, at);
    const any = [...(schema.anyOf ?? []), ...(chosen === undefined ? (schema.oneOf ?? []) : [])];
    const none = any.length > 0 && any.every((part) => this.check(part, value, at).length > 0);
    return [...own, ...all, ...one, ...(none ? [`${at}: fits none of ${any.length} forms`] : [])];
  }

  /** The form that a discriminator names, unless it leads back to the schema itself. */
  private discriminated(schema: Schema, value: unknown): Schema | undefined {
    const { propertyName, mapping } = schema.discriminator ?? {};
    if (propertyName === undefined || schema.oneOf === undefined || typeof value !== "object") return undefined;
    const $ref = mapping?.[String((value as Record<string, unknown>)[propertyName])];
    return $ref === undefined ? undefined : { $ref };
  }

  private checkType(schema: Schema, value: unknown, at: string): string[] {
    switch (schema.type) {
      case "array":
        if (!Array.isArray(value)) return [`${at}: no list`];
        return value.flatMap((item, i) =>
          schema.items === undefined ? [] : this.check(schema.items, item, `${at}[${i}]`),
        );
      case "object":
        return this.checkObject(schema, value, at);
      case "string":
        return typeof value === "string" ? checkFormat(schema, value, at) : [`${at}: no text`];
      case "integer":
        return Number.isInteger(value) ? [] : [`${at}: no whole number`];
      case "number":
        return typeof value === "number" ? [] : [`${at}: no number`];
      case "boolean":
        return typeof value === "boolean" ? [] : [`${at}: no truth value`];
      default:
        return schema.properties === undefined ? [] : this.checkObject(schema, value, at);
    }
  }

  private checkObject(schema: Schema, value: unknown, at: string): string[] {
    if (typeof value !== "object" || Array.isArray(value)) return [`${at}: no object`];
    const object = value as Record<string, unknown>;
    const missing = (schema.required ?? []).filter((name) => !(name in object)).map((name) => `${at}.${name}: missing`);
    const wrong = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      name in object ? this.check(property, object[name], `${at}.${name}`) : [],
    );
    return [...missing, ...wrong];
  }
}

function checkEnum({ enum: allowed }: Schema, value: unknown, at: string): string[] {
  return allowed === undefined || allowed.includes(value)
    ? []
    : [`${at}: ${JSON.stringify(value)} is none of ${allowed.join(", ")}`];
}

function checkLength(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema,
  value: unknown,
  at: string,
): string[] {
  if (typeof value !== "string") return [];
  return value.length >= minLength && value.length <= maxLength ? [] : [`${at}: a length of ${value.length}`];
}

function checkFormat({ format }: Schema, value: string, at: string): string[] {
  if (format === "date-time" && Number.isNaN(Date.parse(value))) return [`${at}: no time`];
  return [];
}
