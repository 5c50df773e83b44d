'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Emulator } = require('./emulator');
const { connectModule, createDevice, deviceConnectionString, DeviceClient, hubTransports, listen, registryOfOwner, report, values } = require('./clients');

let emulator;
let key;
let registry;

before(async () => {
  emulator = await Emulator.start('127.0.1.6');
  key = await createDevice(emulator, 'oven');
  registry = registryOfOwner(emulator);
});
after(() => emulator.stop());

for (const [name, transport] of Object.entries(hubTransports)) {
  test(`a module reads its twin, reports, and deletes what it reported, over ${name}`, async () => {
    const moduleId = `reporter-${transport.name}`;
    const client = await connectModule(emulator, 'oven', key, moduleId, transport);
    const twin = await client.getTwin();
    assert.deepStrictEqual([values(twin.properties.desired), values(twin.properties.reported)], [{}, {}]);

    await report(twin, { firmware: '1.2', limits: { low: 1, high: 9 } });
    await report(twin, { limits: { low: null } });

    const seen = (await registry.getModuleTwin('oven', moduleId)).responseBody;
    assert.deepStrictEqual(values(seen.properties.reported), { firmware: '1.2', limits: { high: 9 } });
    assert.strictEqual(seen.properties.reported.$version, 3);
    assert.ok(seen.properties.reported.$metadata.firmware.$lastUpdated);
    await client.close();
  });

  test(`a module hears what is desired of it, and what no longer is, over ${name}`, async () => {
    const moduleId = `listener-${transport.name}`;
    const client = await connectModule(emulator, 'oven', key, moduleId, transport);
    const service = (await registry.getModuleTwin('oven', moduleId)).responseBody;
    await service.update({ properties: { desired: { target: 180, program: { name: 'bread' } } } });

    const twin = await client.getTwin();
    assert.deepStrictEqual(values(twin.properties.desired), { target: 180, program: { name: 'bread' } });
    const heard = listen(twin, 'properties.desired');
    assert.strictEqual((await heard()).$version, 2);
    await report(twin, { ready: true });

    await service.update({ properties: { desired: { target: 200 } } });
    assert.deepStrictEqual(await heard(), { target: 200, $version: 3 });
    await service.update({ properties: { desired: { program: null } } });
    assert.deepStrictEqual(await heard(), { program: null, $version: 4 });
    assert.deepStrictEqual(values((await registry.getModuleTwin('oven', moduleId)).responseBody.properties.desired), { target: 200 });
    await client.close();
  });
}

test('a patch that the hub does not take is an error with a message', async () => {
  const client = await connectModule(emulator, 'oven', key, 'wrong');
  const twin = await client.getTwin();
  await assert.rejects(report(twin, { text: 'x'.repeat(33 * 1024) }), /./);
  await assert.rejects(report(twin, { 'a.b': 1 }), /./);
  await report(twin, { fine: true });
  await client.close();
});

test("a device has a twin with tags that only the service sees, guarded by the twin's etag", async () => {
  const client = DeviceClient.fromConnectionString(deviceConnectionString(emulator.host, 'oven', key), hubTransports.MQTT);
  await client.open();
  const service = (await registry.getTwin('oven')).responseBody;
  const stale = service.etag;
  await service.update({ tags: { hall: 'B' }, properties: { desired: { lamp: 'on' } } });

  const twin = await client.getTwin();
  assert.deepStrictEqual(values(twin.properties.desired), { lamp: 'on' });
  assert.strictEqual(twin.tags, undefined);
  await assert.rejects(registry.updateTwin('oven', { tags: { hall: 'C' } }, stale), { name: 'InvalidEtagError' });
  assert.deepStrictEqual((await registry.getTwin('oven')).responseBody.tags, { hall: 'B' });
  await client.close();
});

test('the twin of a missing device or module is not found', async () => {
  await assert.rejects(registry.getTwin('nobody'), { name: 'DeviceNotFoundError' });
  await assert.rejects(registry.getModuleTwin('oven', 'nobody'), { name: 'DeviceNotFoundError' });
});
