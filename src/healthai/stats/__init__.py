"""Statistical methods: pure functions, one family per module, without files or plots."""
