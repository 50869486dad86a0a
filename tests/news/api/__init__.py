SITE = "https://portal.example"  # its own address, which isn't the one it is asked under
API = "/api/v1"
