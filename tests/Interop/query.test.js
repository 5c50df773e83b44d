'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Emulator } = require('./emulator');
const { createDevice, createModule, registryOfOwner } = require('./clients');

let emulator;
let registry;

before(async () => {
  emulator = await Emulator.start('127.0.1.9');
  registry = registryOfOwner(emulator);
  for (let n = 0; n < 5; n++) {
    const deviceId = `pump-${n}`;
    await createModule(emulator, deviceId, await createDevice(emulator, deviceId), 'agent');
    await registry.updateTwin(deviceId, { tags: { hall: n % 2 ? 'B' : 'C', floor: n } }, '*');
  }
});
after(() => emulator.stop());

const ids = async (query) => (await query.nextAsTwin()).result.map((twin) => twin.deviceId);

test('twins are found by their tags, page by page', async () => {
  const query = registry.createQuery("SELECT * FROM devices WHERE tags.hall = 'C' AND tags.floor < 4", 1);
  assert.deepStrictEqual(await ids(query), ['pump-0']);
  assert.strictEqual(query.hasMoreResults, true);
  assert.deepStrictEqual(await ids(query), ['pump-2']);
  assert.strictEqual(query.hasMoreResults, false);
});

test('module twins are found', async () => {
  const { result } = await registry.createQuery("SELECT * FROM devices.modules WHERE moduleId = 'agent' AND deviceId IN ['pump-1', 'pump-3']").nextAsTwin();
  assert.deepStrictEqual(result.map((twin) => `${twin.deviceId}/${twin.moduleId}`), ['pump-1/agent', 'pump-3/agent']);
});

test('columns and counts are results', async () => {
  const { result } = await registry.createQuery('SELECT tags.hall AS hall, COUNT() AS pumps FROM devices GROUP BY tags.hall').next();
  assert.deepStrictEqual(result, [{ hall: 'C', pumps: 3 }, { hall: 'B', pumps: 2 }]);
});

test('a query that is not understood is refused with its position', async () => {
  await assert.rejects(registry.createQuery('SELECT * FROM devices WHERE').next(), /position 28/);
});
