"""An integration whose faults are files: faults/setup fails its setup."""

from pathlib import Path

from homeassistant.exceptions import ConfigEntryNotReady


def faulty(hass, name):
    return Path(hass.config.path("faults", name)).exists()


async def async_setup_entry(hass, entry):
    if await hass.async_add_executor_job(faulty, hass, "setup"):
        raise ConfigEntryNotReady("the bridge does not answer")
    await hass.config_entries.async_forward_entry_setups(entry, ["sensor"])
    return True


async def async_unload_entry(hass, entry):
    return await hass.config_entries.async_unload_platforms(entry, ["sensor"])
