/** A validator of OpenAPI documents. */
import "./present";

/** What is wrong with a document, by its schema; empty where nothing is. */
export async function whatOpenApiFinds(document: object): Promise<string> {
  // It is an ES module.
  const { Validator } = await import("@seriousme/openapi-schema-validator");
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  return valid ? "" : JSON.stringify(errors);
}
