'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Emulator, developmentKey } = require('./emulator');
const { provision, provisioningTransports, withKey, randomKey } = require('./clients');

let emulator;

before(async () => {
  emulator = await Emulator.start('127.0.1.1', '--enroll', 'line-4');
});
after(() => emulator.stop());

for (const [name, transport] of Object.entries(provisioningTransports)) {
  test(`an individual enrolment is assigned over ${name}`, async () => {
    const result = await provision(emulator.host, withKey('line-4', developmentKey), transport);
    assert.deepStrictEqual([result.assignedHub, result.deviceId, result.status], [emulator.host, 'line-4', 'assigned']);
  });

  test(`a wrong key, an unknown registration and a wrong scope are refused over ${name}`, async () => {
    await assert.rejects(provision(emulator.host, withKey('line-4', randomKey()), transport));
    await assert.rejects(provision(emulator.host, withKey('nobody', randomKey()), transport));
    await assert.rejects(provision(emulator.host, withKey('line-4', developmentKey), transport, '0ne00FFFFFF'));
  });
}
