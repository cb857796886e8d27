# Generated from openapi.yaml by openapi-python-client (`make client`). Do not edit: edit openapi.yaml.
# mypy: disable-error-code="arg-type, redundant-cast"
"""Contains endpoint functions for accessing the API"""
