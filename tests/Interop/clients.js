'use strict';

// The official clients, put together as an application does it.

const crypto = require('node:crypto');
const { on, once } = require('node:events');
const { ModuleClient, Client: DeviceClient } = require('azure-iot-device');
const { Mqtt, MqttWs } = require('azure-iot-device-mqtt');
const { Http } = require('azure-iot-device-http');
const { ProvisioningDeviceClient } = require('azure-iot-provisioning-device');
const provisioningMqtt = require('azure-iot-provisioning-device-mqtt');
const provisioningHttp = require('azure-iot-provisioning-device-http');
const { SymmetricKeySecurityClient } = require('azure-iot-security-symmetric-key');
const { X509Security } = require('azure-iot-security-x509');
const { Registry } = require('azure-iothub');
const { idScope } = require('./emulator');

/** How the device and module clients reach the hub. */
const hubTransports = { 'MQTT': Mqtt, 'MQTT over WebSocket': MqttWs };

/** How the provisioning client reaches the provisioning service. */
const provisioningTransports = {
  'MQTT': provisioningMqtt.Mqtt,
  'MQTT over WebSocket': provisioningMqtt.MqttWs,
  'HTTPS': provisioningHttp.Http,
};

const provision = (host, security, Transport = provisioningMqtt.Mqtt, scope = idScope) =>
  ProvisioningDeviceClient.create(host, scope, new Transport(), security).register();

const withKey = (registrationId, key) => new SymmetricKeySecurityClient(registrationId, key);

const withCertificate = (registrationId, certificate) => new X509Security(registrationId, certificate);

const randomKey = () => crypto.randomBytes(32).toString('base64');

/** The key that a device of an enrolment group derives from the group's. */
const derivedKey = (groupKey, registrationId) =>
  crypto.createHmac('sha256', Buffer.from(groupKey, 'base64')).update(registrationId).digest('base64');

/** A shared access signature made by hand; by default it lives for an hour. */
function token(resource, key, expiry = Math.floor(Date.now() / 1000) + 3600, keyName = undefined) {
  const sr = encodeURIComponent(resource);
  const sig = crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${expiry}${keyName ? `&skn=${keyName}` : ''}`;
}

/** The registry's client with no more than a device's own credential. */
const registryOfDevice = (host, deviceId, key) => new Registry({ host, sharedAccessSignature: token(`${host}/devices/${deviceId}`, key) });

const registryOfOwner = (emulator) => Registry.fromConnectionString(emulator.owner);

/** Makes a device with keys of its own. */
async function createDevice(emulator, deviceId) {
  const device = (await registryOfOwner(emulator).create({ deviceId })).responseBody;
  return device.authentication.symmetricKey.primaryKey;
}

/** Makes a module with the device's credential, and says how it connects. */
async function createModule(emulator, deviceId, deviceKey, moduleId) {
  const module = (await registryOfDevice(emulator.host, deviceId, deviceKey).addModule({ deviceId, moduleId })).responseBody;
  return `HostName=${emulator.host};DeviceId=${deviceId};ModuleId=${moduleId};SharedAccessKey=${module.authentication.symmetricKey.primaryKey}`;
}

/** A module that is there and connected. */
async function connectModule(emulator, deviceId, deviceKey, moduleId, Transport = Mqtt) {
  const client = ModuleClient.fromConnectionString(await createModule(emulator, deviceId, deviceKey, moduleId), Transport);
  await client.open();
  return client;
}

const deviceConnectionString = (host, deviceId, key) => `HostName=${host};DeviceId=${deviceId};SharedAccessKey=${key}`;

const patience = 30_000;

/** The first argument of an event that is yet to come. */
const next = async (emitter, event) => (await once(emitter, event, { signal: AbortSignal.timeout(patience) }))[0];

/** A queue of an event's first arguments, from now on. */
function listen(emitter, event) {
  const heard = on(emitter, event, { signal: AbortSignal.timeout(patience) });
  return async () => (await heard.next()).value[0];
}

/** Reports properties; resolves when the hub has answered. Everything the client sent before has then been dealt with. */
const report = (twin, patch) => new Promise((resolve, reject) => twin.properties.reported.update(patch, (error) => (error ? reject(error) : resolve())));

/** Properties of a twin without what the hub adds. */
const values = ({ $version, $metadata, update, ...rest }) => rest;

module.exports = {
  DeviceClient, ModuleClient, Http, Mqtt, hubTransports, provisioningTransports,
  provision, withKey, withCertificate, randomKey, derivedKey, token,
  registryOfDevice, registryOfOwner, createDevice, createModule, connectModule, deviceConnectionString, next, listen, report, values,
};
