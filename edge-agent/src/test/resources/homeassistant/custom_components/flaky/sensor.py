"""Six sensors; faults/gone-N makes one unavailable."""

from datetime import timedelta

from homeassistant.components.sensor import SensorEntity

from . import faulty

SCAN_INTERVAL = timedelta(milliseconds=500)


async def async_setup_entry(hass, entry, async_add_entities):
    async_add_entities([FlakySensor(number) for number in range(6)], True)


class FlakySensor(SensorEntity):
    def __init__(self, number):
        self._number = number
        self._attr_unique_id = f"flaky-{number}"
        self._attr_name = f"Flaky {number}"

    def update(self):
        self._attr_available = not faulty(self.hass, f"gone-{self._number}")
        self._attr_native_value = 1
