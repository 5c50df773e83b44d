'use strict';

// Microsoft's Node.js IoT SDK against the emulator that .ci/interop has started on the ports that the SDK has built in.
// DEVELOPMENT_KEY is the emulator's published key; NODE_EXTRA_CA_CERTS names its certificate authority.

const assert = require('node:assert');
const crypto = require('node:crypto');
const { test } = require('node:test');
const { ProvisioningDeviceClient } = require('azure-iot-provisioning-device');
const { SymmetricKeySecurityClient } = require('azure-iot-security-symmetric-key');
const { ModuleClient, Message } = require('azure-iot-device');
const { Mqtt, MqttWs } = require('azure-iot-device-mqtt');
const { Registry } = require('azure-iothub');

const host = '127.0.0.1';
const idScope = '0ne00E00000';
const device = 'quickstart';
const key = process.env.DEVELOPMENT_KEY;
const transports = {
  mqtt: require('azure-iot-provisioning-device-mqtt').Mqtt,
  mqttWs: require('azure-iot-provisioning-device-mqtt').MqttWs,
  https: require('azure-iot-provisioning-device-http').Http,
};

const register = (transport, registrationId = device, withKey = key, scope = idScope) =>
  ProvisioningDeviceClient.create(host, scope, new transport(), new SymmetricKeySecurityClient(registrationId, withKey)).register();

function deviceToken(resource, expiry = Math.floor(Date.now() / 1000) + 3600) {
  const sr = encodeURIComponent(resource);
  const sig = crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${expiry}`;
}

const registry = (token) => new Registry({ host, sharedAccessSignature: token });

for (const [name, transport] of Object.entries(transports)) {
  test(`DPS over ${name} assigns an enrolled device`, async () => {
    const result = await register(transport);
    assert.deepStrictEqual([result.assignedHub, result.deviceId, result.status], [host, device, 'assigned']);
  });

  test(`DPS over ${name} refuses a wrong key, an unknown registration and a wrong scope`, async () => {
    await assert.rejects(register(transport, device, Buffer.alloc(32, 7).toString('base64')));
    await assert.rejects(register(transport, 'nobody'));
    await assert.rejects(register(transport, device, key, '0ne00FFFFFF'));
  });
}

test('a module is missing, created with the device credential, and conflicts when created again', async () => {
  await register(transports.mqtt);
  const modules = registry(deviceToken(`${host}/devices/${device}`));
  const moduleId = `node-${crypto.randomUUID()}`;

  await assert.rejects(modules.getModule(device, moduleId), /not found/i);
  const created = (await modules.addModule({ deviceId: device, moduleId })).responseBody;
  assert.strictEqual(created.authentication.type, 'sas');
  await assert.rejects(modules.addModule({ deviceId: device, moduleId }), { name: 'DeviceAlreadyExistsError' });
  const read = (await modules.getModule(device, moduleId)).responseBody;
  assert.strictEqual(read.authentication.symmetricKey.primaryKey, created.authentication.symmetricKey.primaryKey);
  await modules.removeModule(device, moduleId);
  await assert.rejects(modules.getModule(device, moduleId), /not found/i);
});

test('the registry refuses an expired token and a device that is not the signer', async () => {
  await assert.rejects(registry(deviceToken(`${host}/devices/${device}`, 1)).getModule(device, 'any'), { name: 'UnauthorizedError' });
  await assert.rejects(registry(deviceToken(`${host}/devices/other`)).getModule('other', 'any'), { name: 'UnauthorizedError' });
});

for (const transport of [Mqtt, MqttWs]) {
  test(`a module connects over ${transport.name} and its telemetry is acknowledged`, async () => {
    await register(transports.mqtt);
    const moduleId = `node-${crypto.randomUUID()}`;
    const created = (await registry(deviceToken(`${host}/devices/${device}`)).addModule({ deviceId: device, moduleId })).responseBody;
    const moduleKey = created.authentication.symmetricKey.primaryKey;
    const client = ModuleClient.fromConnectionString(
      `HostName=${host};DeviceId=${device};ModuleId=${moduleId};SharedAccessKey=${moduleKey}`, transport);
    await client.open();
    const message = new Message(JSON.stringify({ temperature: 21.5 }));
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    message.properties.add('a b', 'c/d');
    await client.sendEvent(message);
    await client.close();
  });
}
