'use strict';

// Microsoft's DTDL parser (DTDLParser, compiled to WebAssembly), unmodified, judges the models that the generator writes.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { before, test } = require('node:test');

const generated = path.join(process.env.REPOSITORY, 'tests/ModuleIdentities.Generator.Tests/Snapshots');
const table = path.join(process.env.REPOSITORY, 'src/ModuleIdentities.Generator/Parsing/Dtdl/QuantitativeTypes.txt');

let parser;

before(async () => {
  const { getInterop } = await import('@digicatapult/dtdl-parser');
  parser = await getInterop();
});

const models = fs.readdirSync(generated).filter((name) => name.endsWith('.verified.json'));

test('there are models to judge', () => assert.ok(models.length >= 4));

for (const name of models) {
  test(`${name} is DTDL`, () => {
    const model = JSON.parse(fs.readFileSync(path.join(generated, name), 'utf8'));
    const elements = JSON.parse(parser.parse(JSON.stringify(model)));
    assert.strictEqual(elements[model['@id']].EntityKind, 'Interface');
    assert.strictEqual(elements[model['@id']].languageMajorVersion, 3);
  });
}

function sensor(contents) {
  return {
    '@context': ['dtmi:dtdl:context;3', 'dtmi:dtdl:extension:quantitativeTypes;1'], '@id': 'dtmi:com:example:Sensor;1', '@type': 'Interface', contents,
  };
}

function telemetry(type, unit, index) {
  return { '@type': ['Telemetry', type], name: `value${index}`, schema: 'double', unit };
}

const lines = fs.readFileSync(table, 'utf8').trim().split('\n').map((line) => line.split(': ').map((part) => part.split(' ')));

test('every semantic type has the units that the generator knows', () => {
  const pairs = lines.flatMap(([types, units]) => types.flatMap((type) => units.map((unit) => [type, unit])));
  assert.ok(pairs.length > 250);
  parser.parse(JSON.stringify(sensor(pairs.map(([type, unit], index) => telemetry(type, unit, index)))));
});

test('no semantic type has a unit of another line', () => {
  const known = new Map(lines.flatMap(([types, units]) => types.map((type) => [type, units])));
  for (const [type, units] of known) {
    const other = lines.flatMap(([, others]) => others).find((unit) => !units.includes(unit));
    assert.throws(() => parser.parse(JSON.stringify(sensor([telemetry(type, other, 0)]))), /wrongParent|ParsingError|Parsing/);
  }
});

test('the parser refuses what is not DTDL', () => {
  assert.throws(() => parser.parse(JSON.stringify(sensor([{ '@type': 'Telemetry', name: 'ends_', schema: 'double' }]))), /stringInvalid/);
  assert.throws(() => parser.parse(JSON.stringify(sensor([{ '@type': 'Telemetry', name: 'total', schema: 'ulong' }]))), /badDtmiOrTerm/);
});
