'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { ProvisioningServiceClient } = require('azure-iot-provisioning-service');
const { Client: DeviceClient, Message } = require('azure-iot-device');
const { Emulator } = require('./emulator');
const { provision, provisioningTransports, hubTransports, withCertificate } = require('./clients');
const { selfSigned, authority, issue } = require('./certificates');

const factory = authority();
const device = selfSigned('camera-1');
let emulator;

before(async () => {
  emulator = await Emulator.start('127.0.1.2');
  const service = ProvisioningServiceClient.fromConnectionString(emulator.provisioningOwner);
  await service.createOrUpdateIndividualEnrollment({
    registrationId: 'camera-1', provisioningStatus: 'enabled',
    attestation: { type: 'x509', x509: { clientCertificates: { primary: { certificate: device.cert } } } },
  });
  await service.createOrUpdateEnrollmentGroup({
    enrollmentGroupId: 'cameras', provisioningStatus: 'enabled',
    attestation: { type: 'x509', x509: { signingCertificates: { primary: { certificate: factory.root.cert } } } },
  });
});
after(() => emulator.stop());

/** A device's certificate with the intermediate that the service needs to reach the root. */
function fromFactory(commonName) {
  const leaf = issue(factory.intermediate, commonName, 'device');
  return { cert: leaf.cert + factory.intermediate.cert, key: leaf.key };
}

for (const [name, transport] of Object.entries(provisioningTransports)) {
  test(`a self-signed certificate proves an individual enrolment over ${name}`, async () => {
    const result = await provision(emulator.host, withCertificate('camera-1', device), transport);
    assert.deepStrictEqual([result.assignedHub, result.deviceId, result.status], [emulator.host, 'camera-1', 'assigned']);
  });

  test(`a certificate from the factory proves a device of the group over ${name}`, async () => {
    const registrationId = `camera-${name.toLowerCase().replaceAll(' ', '-')}`;
    const result = await provision(emulator.host, withCertificate(registrationId, fromFactory(registrationId)), transport);
    assert.deepStrictEqual([result.deviceId, result.status], [registrationId, 'assigned']);
  });

  test(`another certificate with the same name is refused over ${name}`, async () => {
    await assert.rejects(provision(emulator.host, withCertificate('camera-1', selfSigned('camera-1')), transport));
    await assert.rejects(provision(emulator.host, withCertificate('camera-7', selfSigned('camera-7')), transport));
    await assert.rejects(provision(emulator.host, withCertificate('camera-8', fromFactory('camera-9')), transport));
  });
}

for (const [name, transport] of Object.entries(hubTransports)) {
  test(`the device that DPS assigned connects to the hub over ${name} with its certificate`, async () => {
    const { assignedHub, deviceId } = await provision(emulator.host, withCertificate('camera-1', device));
    const client = DeviceClient.fromConnectionString(`HostName=${assignedHub};DeviceId=${deviceId};x509=true`, transport);
    client.setOptions(device);
    await client.open();
    await client.sendEvent(new Message('{}'));
    await client.close();
  });
}
