import { models } from '../../models/model-table.ts';
import { OperationChecks } from '../../models/operation-checks.ts';
import type { Shape } from '../../models/shape.ts';
import { errorStatuses, S3Error } from './s3-error.ts';
import { parseXml, type XmlElement, XmlError } from './xml.ts';

const checks = new OperationChecks('s3');
const { operations, shapes } = models('s3');

/** The root elements of the answers. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
const documents: Readonly<Record<string, readonly string[]>> = {
  CompleteMultipartUploadResult: ['CompleteMultipartUpload'],
  CopyObjectResult: ['CopyObject'],
  DeleteResult: ['DeleteObjects'],
  InitiateMultipartUploadResult: ['CreateMultipartUpload'],
  ListAllMyBucketsResult: ['ListBuckets'],
  ListBucketResult: ['ListObjects', 'ListObjectsV2'],
};

/**
 * Checks an XML answer by the model of its operation, and an error by S3's list of errors.
 * @param listType the parameter `list-type` of the request
 * @throws S3Error `InternalError` with what does not fit
 */
export function checkAnswer(document: string, statusCode: number, listType: string | null): void {
  try {
    const root = parseXml(document);
    if (statusCode >= 400) checkError(root, statusCode);
    else checkDocument(root, listType);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new S3Error(500, 'InternalError', `The answer does not fit its model: ${error.message}`);
  }
}

function checkDocument(root: XmlElement, listType: string | null): void {
  const found = documents[root.name] ?? [];
  const operation = listType === '2' ? found.at(-1) : found.at(0);
  const output = operations[operation ?? '']?.output;
  if (operation === undefined || output === undefined) return;
  checks.answer(operation, readElement(root, shapes[output]));
}

/** @throws XmlError */
function checkError(root: XmlElement, statusCode: number): void {
  const text = (name: string) => root.children.find((child) => child.name === name)?.text ?? '';
  const code = text('Code');
  const statuses = errorStatuses[code];
  if (root.name !== 'Error') throw new XmlError(`An error is not a document ${root.name}.`);
  if (text('Message') === '') throw new XmlError(`The error ${code} has no message.`);
  if (statuses === undefined) throw new XmlError(`The error ${code} does not exist.`);
  if (statuses !== statusCode)
    throw new XmlError(`The error ${code} has the status ${statuses}, not ${statusCode}.`);
}

/** Returns the value of an element as a shape has it. An element that the shape does not have stays under its name. */
function readElement(element: XmlElement, shape: Shape | undefined): unknown {
  switch (shape?.type) {
    case 'structure':
      return readStructure(element, shape);
    case 'list':
      return element.children.map((child) => readElement(child, shapes[shape.member ?? '']));
    case 'boolean':
      return element.text === 'true' || (element.text === 'false' ? false : element.text);
    case 'integer':
    case 'long':
      return /^-?\d+$/.test(element.text) ? Number(element.text) : element.text;
    case 'timestamp':
      return readTimestamp(element);
    default:
      return element.children.length === 0 ? element.text : readStructure(element, shape);
  }
}

function readStructure({ children }: XmlElement, shape: Shape | undefined): Record<string, unknown> {
  const { members = {}, elements = {} } = shape ?? {};
  const names = new Map(Object.entries(elements).map(([member, name]) => [name, member]));
  const value: Record<string, unknown> = {};
  for (const child of children) {
    const member = names.get(child.name) ?? child.name;
    const inner = shapes[members[member] ?? ''];
    if (inner?.flattened) {
      const items = Array.isArray(value[member]) ? value[member] : [];
      value[member] = [...items, readElement(child, shapes[inner.member ?? ''])];
    } else if (Object.hasOwn(value, member)) throw new XmlError(`The element ${child.name} occurs twice.`);
    else value[member] = readElement(child, inner);
  }
  return value;
}

/** S3 writes times in UTC with milliseconds. @throws XmlError */
function readTimestamp({ name, text }: XmlElement): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return text;
  throw new XmlError(`${name} is not a time: ${text}`);
}
