from homeassistant.config_entries import ConfigFlow


class FlakyFlow(ConfigFlow, domain="flaky"):
    VERSION = 1

    async def async_step_user(self, user_input=None):
        return self.async_create_entry(title="The bridge", data={})
