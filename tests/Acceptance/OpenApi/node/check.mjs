// Reads { document, checks: [{ at, value }] } and writes what is wrong: with the document by the official schema of
// OpenAPI, and with each value by the schema that the document has at that JSON pointer.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const { document, checks } = JSON.parse(readFileSync(0, "utf8"));
const official = new Validator();
const result = await official.validate(structuredClone(document));

// The published schemas leave room for fields to come. Here a field that they do not tell of is a fault.
const close = (node) => {
  if (node === null || typeof node !== "object") return;
  if (node.type === "object" && node.properties) node.additionalProperties = false;
  Object.values(node).forEach(close);
};
close(document.components.schemas);

const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema({ $id: "api", components: document.components, paths: document.paths });
const faults = ({ at, value }) => {
  const validate = ajv.getSchema(`api#${at}`) ?? ajv.compile({ $ref: `api#${at}` });
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
};
console.log(JSON.stringify({
  version: official.version,
  document: result.valid ? [] : [result.errors].flat().map((error) => error.message ? `${error.instancePath ?? ""} ${error.message}` : String(error)),
  checks: checks.map(faults),
}));
