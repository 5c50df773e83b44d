'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Registry } = require('azure-iothub');
const { Emulator } = require('./emulator');
const { createDevice, registryOfDevice, registryOfOwner, randomKey, token } = require('./clients');

let emulator;
let key;

before(async () => {
  emulator = await Emulator.start('127.0.1.4');
  key = await createDevice(emulator, 'gateway');
});
after(() => emulator.stop());

test('a module is missing, created with the device credential, and conflicts when created again', async () => {
  const modules = registryOfDevice(emulator.host, 'gateway', key);
  const identity = { deviceId: 'gateway', moduleId: 'agent' };

  await assert.rejects(modules.getModule('gateway', 'agent'), { message: 'Not found' });
  const created = (await modules.addModule(identity)).responseBody;
  assert.strictEqual(created.authentication.type, 'sas');
  await assert.rejects(modules.addModule(identity), { name: 'DeviceAlreadyExistsError' });
  const read = (await modules.getModule('gateway', 'agent')).responseBody;
  assert.strictEqual(read.authentication.symmetricKey.primaryKey, created.authentication.symmetricKey.primaryKey);
  assert.deepStrictEqual((await modules.getModulesOnDevice('gateway')).responseBody.map((module) => module.moduleId), ['agent']);

  const keys = { primaryKey: randomKey(), secondaryKey: randomKey() };
  const updated = (await modules.updateModule({ ...read, authentication: { type: 'sas', symmetricKey: keys } })).responseBody;
  assert.strictEqual(updated.authentication.symmetricKey.primaryKey, keys.primaryKey);
  await modules.removeModule('gateway', 'agent');
  await assert.rejects(modules.getModule('gateway', 'agent'), { message: 'Not found' });
});

test('the owner makes, reads, changes, lists and deletes devices', async () => {
  const registry = registryOfOwner(emulator);
  const created = (await registry.create({ deviceId: 'pump' })).responseBody;
  await assert.rejects(registry.create({ deviceId: 'pump' }), { name: 'DeviceAlreadyExistsError' });
  const changed = (await registry.update({ ...created, status: 'disabled', statusReason: 'spare' })).responseBody;
  assert.deepStrictEqual([changed.status, changed.statusReason, changed.generationId], ['disabled', 'spare', created.generationId]);
  assert.deepStrictEqual((await registry.list()).responseBody.map((device) => device.deviceId).sort(), ['gateway', 'pump']);
  await registry.delete('pump');
  await assert.rejects(registry.get('pump'), { name: 'DeviceNotFoundError' });
});

test('an expired token, a wrong key and a device that is not the signer are refused', async () => {
  const expired = new Registry({ host: emulator.host, sharedAccessSignature: token(`${emulator.host}/devices/gateway`, key, 1) });
  await assert.rejects(expired.getModule('gateway', 'any'), { name: 'UnauthorizedError' });
  await assert.rejects(registryOfDevice(emulator.host, 'gateway', randomKey()).getModule('gateway', 'any'), { name: 'UnauthorizedError' });
  await assert.rejects(registryOfDevice(emulator.host, 'other', key).getModule('other', 'any'), { name: 'UnauthorizedError' });
  await assert.rejects(registryOfDevice(emulator.host, 'gateway', key).create({ deviceId: 'thief' }), { name: 'UnauthorizedError' });
});
